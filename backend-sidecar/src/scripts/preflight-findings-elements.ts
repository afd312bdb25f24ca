import type { PreflightFinding } from '../contract/preflight.ts';
import { assertNever } from '../kernel/assert-never.ts';
import { finding, MANUAL_PAGES, naming } from './finding.ts';
import type { InventoryClass, InventoryElement } from './plan-inventory.ts';
import type { PreflightScope } from './preflight-scope.ts';

/** Elements that cannot load, cost memory, write files, send elsewhere, execute code, or are missing. */
export function findElementFaults(scope: PreflightScope): PreflightFinding[] {
  return [
    ...scope.missing.flatMap((missing) => missingClass(missing, scope)),
    ...listenerFaults(scope),
    ...scope.inventory.backendListeners.filter(scope.isActive).map(backendListener),
    ...codeFaults(scope),
    ...scope.inventory.modules.filter((module) => scope.isActive(module) && !module.isFound).map(lostModule),
    ...parentMode(scope),
    ...nothingChecked(scope),
    ...nobodyWaits(scope),
  ];
}

/** JMeter reads the whole plan before it removes what is switched off. */
function missingClass(missing: InventoryClass, scope: PreflightScope): PreflightFinding[] {
  const { name, line, kind, use, count } = missing;
  const home = scope.jmeterVersion === null ? 'This JMeter' : `JMeter ${scope.jmeterVersion} here`;
  const lacks = `${home} lacks the class ${kind} of “${name}”${count > 1 ? ` and ${count - 1} more` : ''}`;
  const told = { at: { name, line }, fix: INSTALL, link: MANUAL_PAGES.plugins };
  switch (use) {
    case 'element': {
      const state = missing.isEnabled ? '' : ', although it is switched off';
      return [finding('error', 'class-missing', { ...told, text: `${lacks}: JMeter refuses the whole plan${state}.` })];
    }
    case 'run':
      return scope.isActive(missing)
        ? [finding('error', 'class-missing', { ...told, text: `${lacks}: it fails when the test runs.` })]
        : [];
    case 'window': {
      const fix = 'Nothing, unless the script is opened in JMeter’s window.';
      return [finding('info', 'window-class-missing', { ...told, fix, text: `${lacks}: only its window needs it.` })];
    }
    default:
      return assertNever(use);
  }
}

const INSTALL = 'Install the plugin in this JMeter home, upload its jar with the script, or remove the element.';

function listenerFaults({ inventory, isActive }: PreflightScope): PreflightFinding[] {
  return inventory.listeners.filter(isActive).flatMap((listener) => {
    const { name, detail, use } = listener;
    if (use === 'file') {
      return [
        finding('warning', 'listener-file', {
          at: listener,
          text: `Listener “${name}” writes ${detail}: the run’s copy has it off, because runs would share it.`,
          fix: 'Nothing if the results of the run are enough: they hold every sample.',
          link: MANUAL_PAGES.listeners,
        }),
      ];
    }
    return use === 'window' ? [windowListener(listener)] : [];
  });
}

function windowListener(listener: InventoryElement): PreflightFinding {
  return finding('info', 'gui-listener', {
    at: listener,
    text: `Listener “${listener.name}” (${listener.detail ?? listener.kind}) keeps samples in memory for a window: the run’s copy has it off.`,
    fix: 'Remove it from the script once it is no longer needed for debugging.',
    link: MANUAL_PAGES.bestPractices,
  });
}

function backendListener(element: InventoryElement): PreflightFinding {
  return finding('info', 'backend-listener', {
    at: element,
    text: `Backend Listener “${element.name}” sends results elsewhere during the run: ${element.detail ?? 'no class named'}.`,
    fix: 'See that the address is the one meant for this environment, or switch it off.',
    link: MANUAL_PAGES.backendListener,
  });
}

function codeFaults({ inventory, isActive }: PreflightScope): PreflightFinding[] {
  const active = inventory.codeElements.filter(isActive);
  const commands = active.filter(({ kind }) => kind === 'SystemSampler');
  const slow = active.filter(({ detail }) => detail === 'beanshell' || (detail ?? '').includes('__BeanShell'));
  const others = active.filter((element) => !commands.includes(element) && !slow.includes(element));
  return [
    ...commands.map((element) =>
      finding('warning', 'executes-code', {
        at: element,
        text: `“${element.name}” starts a program on the load generator: ${element.detail ?? 'none named'}.`,
        fix: 'Remove it unless the program belongs to the test.',
        link: MANUAL_PAGES.osProcess,
      })
    ),
    ...summed(slow, 'warning', 'runs BeanShell, which is slow under load').map((found) => ({
      ...found,
      fix: 'Rewrite it as a JSR223 element in Groovy.',
      link: MANUAL_PAGES.beanShell,
    })),
    ...summed(others, 'info', 'executes code of its author on the load generator'),
  ];
}

/** One finding for all of them: a recorded plan may have hundreds. */
function summed(
  elements: readonly InventoryElement[],
  severity: PreflightFinding['severity'],
  what: string
): PreflightFinding[] {
  const [first] = elements;
  if (first === undefined) {
    return [];
  }
  const kinds = [...new Set(elements.map(({ kind, detail }) => (detail === null ? kind : `${kind}: ${detail}`)))];
  const text = `${naming(elements.map(({ name }) => name))} ${what} (${kinds.slice(0, 3).join('; ')}${kinds.length > 3 ? '; …' : ''}).`;
  return [
    finding(severity, 'executes-code', {
      at: first,
      text,
      fix: 'Run scripts of people you trust only.',
      link: MANUAL_PAGES.jsr223,
    }),
  ];
}

function lostModule(module: InventoryElement): PreflightFinding {
  return finding('error', 'module-missing', {
    at: module,
    text: `Module Controller “${module.name}” points to ${module.detail}, which the plan does not have: JMeter stops the test.`,
    fix: 'Choose its target again in JMeter: renaming what it points to cuts the link.',
    link: MANUAL_PAGES.module,
  });
}

function parentMode({ inventory, isActive }: PreflightScope): PreflightFinding[] {
  const parents = inventory.transactions.filter((transaction) => transaction.isParent && isActive(transaction));
  const [first] = parents;
  return first === undefined
    ? []
    : [
        finding('info', 'parent-mode', {
          at: first,
          text: `Transaction ${naming(parents.map(({ name }) => name))} generates a parent sample, which hides the requests in it: the run’s copy has that off.`,
          fix: 'Nothing: the transaction is measured as before.',
          link: MANUAL_PAGES.transaction,
        }),
      ];
}

function nothingChecked({ inventory, isActive }: PreflightScope): PreflightFinding[] {
  return inventory.assertions.some(isActive) || !inventory.samplers.some(isActive)
    ? []
    : [
        finding('info', 'no-assertion', {
          text: 'The script has no assertion: an answer that is wrong but arrives counts as a success.',
          fix: 'Add a Response Assertion to the requests that matter.',
          link: MANUAL_PAGES.assertions,
        }),
      ];
}

function nobodyWaits({ inventory, isActive }: PreflightScope): PreflightFinding[] {
  return inventory.timers.some(isActive) || !inventory.samplers.some(isActive)
    ? []
    : [
        finding('info', 'no-timer', {
          text: 'The script has no timer: its users send one request after another without a pause.',
          fix: 'Add a timer if the users stand for people.',
          link: MANUAL_PAGES.timers,
        }),
      ];
}
