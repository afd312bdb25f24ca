import type { PackageParts } from './package-parts.ts';

/** exceljs writes `editAs` where the standard has none (part 1, 20.5.2.24): a strict reader calls that a damaged file. */
export function repairAnchors(parts: PackageParts): void {
  for (const [name, part] of parts) {
    if (/^xl\/drawings\/[^/]+\.xml$/.test(name)) {
      parts.set(
        name,
        Buffer.from(part.toString('utf8').replace(/<xdr:oneCellAnchor editAs="\w+">/g, '<xdr:oneCellAnchor>'))
      );
    }
  }
}
