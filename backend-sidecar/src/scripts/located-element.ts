import { linesAt } from './jmx-document.ts';
import type { InventoryElement } from './plan-inventory.ts';
import type { TestElement } from './test-elements.ts';

/** An element with the line it begins in, counted from 1. */
export interface LocatedElement extends TestElement {
  readonly line: number;
}

/** The elements have to be in the order of the file. */
export function locate(xml: string, elements: readonly TestElement[]): LocatedElement[] {
  const lines = linesAt(
    xml,
    elements.map((element) => element.xml.start)
  );
  return elements.map((element, index) => ({ ...element, line: lines[index] ?? 1 }));
}

export function toInventoryElement(element: LocatedElement, detail: string | null): InventoryElement {
  const { name, kind, line, group, isEnabledInGroup } = element;
  return { name, kind, line, group, isEnabled: isEnabledInGroup, detail };
}
