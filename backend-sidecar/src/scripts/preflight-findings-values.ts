import type { PreflightFinding } from '../contract/preflight.ts';
import { ownEntry } from './expressions.ts';
import { finding, MANUAL_PAGES } from './finding.ts';
import { missingPlaceholder, secretPlaceholder } from './placeholders.ts';
import type { PreflightScope } from './preflight-scope.ts';

const SOUNDS_SECRET = /(^|[^a-z])(password|passwd|pwd|secret|token|api[_.-]?key)($|[^a-z])/i;

/** Placeholders that cannot be replaced, and secrets that stand in the script. */
export function findValueFaults(scope: PreflightScope): PreflightFinding[] {
  return [...placeholderFaults(scope), ...secretDefaults(scope)];
}

function placeholderFaults({ inventory, placeholders, secretNames }: PreflightScope): PreflightFinding[] {
  return inventory.placeholders.flatMap(({ name, line }) => {
    const at = { name: `@@${name}@@`, line };
    if (secretNames.includes(name)) {
      return [
        finding('error', 'placeholder-secret', {
          at,
          text: `${secretPlaceholder(name)}.`,
          fix: `Write \${__P(${name})} instead.`,
          link: MANUAL_PAGES.propertyFunction,
        }),
      ];
    }
    return ownEntry(placeholders, name) === undefined
      ? [
          finding('error', 'placeholder-missing', {
            at,
            text: `${missingPlaceholder(name)}.`,
            fix: `Add the property “${name}” to the environment.`,
          }),
        ]
      : [];
  });
}

/** The default itself is told to nobody. */
function secretDefaults({ inventory, secretNames }: PreflightScope): PreflightFinding[] {
  return inventory.properties
    .filter(({ name, defaultValue }) => !['', '1', name].includes(defaultValue) && !defaultValue.includes('${'))
    .flatMap(({ name }) => {
      const isSecret = secretNames.includes(name);
      return isSecret || SOUNDS_SECRET.test(name)
        ? [
            finding(isSecret ? 'warning' : 'info', 'secret-default', {
              text: `The script holds a default for the ${isSecret ? 'secret' : 'property'} “${name}”: everybody who may read the script can read it.`,
              fix: `Write \${__P(${name})} and keep the value with the secrets of the environment.`,
              link: MANUAL_PAGES.propertyFunction,
            }),
          ]
        : [];
    });
}
