import type { XmlElement } from '@rgrove/parse-xml';

import { resolveText, type ValueScope } from './expressions.ts';
import { listenerArgument, RUN_ID_ARGUMENT } from './influx-listener.ts';
import type { BackendListenerInfo } from './read-plan.ts';
import { spliceInserted, splicePropertyText, type Splice } from './splices.ts';
import { childElements, findProperty, propertyText } from './test-elements.ts';

/** Gives a listener of the script the run's tag; nothing where it has that already. */
export function tagListener(input: {
  xml: string;
  listener: BackendListenerInfo;
  runId: string;
  values: ValueScope;
}): Splice[] {
  const { xml, listener, runId, values } = input;
  const { collection } = listener;
  if (collection === undefined || resolveText(listener.settings[RUN_ID_ARGUMENT] ?? '', values) === runId) {
    return [];
  }
  const value = tagValue(collection);
  return value === undefined
    ? spliceInserted(xml, collection, [{ element: listenerArgument(RUN_ID_ARGUMENT, runId) }])
    : [splicePropertyText(xml, value, runId)];
}

/** Where the value stands of a tag of that name. */
function tagValue(collection: XmlElement): XmlElement | undefined {
  const argument = childElements(collection).findLast(
    (child) => propertyText(child, 'Argument.name') === RUN_ID_ARGUMENT
  );
  return argument === undefined ? undefined : findProperty(argument, 'Argument.value');
}
