import { propertiesBehind } from './property-reads.ts';
import type { LocatedElement } from './located-element.ts';
import type { InventoryThreadGroup } from './plan-inventory.ts';
import { findProperty, flagText, propertyText, textsOf } from './test-elements.ts';

export function readThreadGroup(
  element: LocatedElement,
  variables: Readonly<Record<string, string>>
): InventoryThreadGroup {
  const { name, kind, line, isEnabled, isAncestorEnabled, xml } = element;
  const controller = findProperty(xml, 'ThreadGroup.main_controller');
  return {
    name,
    kind,
    line,
    isEnabled,
    isAncestorEnabled,
    users: propertyText(xml, 'ThreadGroup.num_threads') ?? concurrencyOf(element),
    rampUp: propertyText(xml, 'ThreadGroup.ramp_time'),
    duration: propertyText(xml, 'ThreadGroup.duration'),
    delay: propertyText(xml, 'ThreadGroup.delay'),
    loops: controller === undefined ? null : propertyText(controller, 'LoopController.loops'),
    scheduler: flagText(findProperty(xml, 'ThreadGroup.scheduler')),
    controllerKind: controller === undefined ? null : (controller.attributes['elementType'] ?? null),
    propertiesRead: propertiesBehind(textsOf(xml).join('\n'), variables),
  };
}

/** Of a Concurrency Thread Group the target is users; of an Arrivals Thread Group it is arrivals. */
function concurrencyOf({ kind, xml }: LocatedElement): string | null {
  return kind.endsWith('.ConcurrencyThreadGroup') ? propertyText(xml, 'TargetLevel') : null;
}
