import { childElements, findProperty, propertyText, type TestElement } from './test-elements.ts';

/** User defined variables of the plan and of its enabled configuration elements; a later definition wins. */
export function readVariables(elements: readonly TestElement[]): Record<string, string> {
  const definitions = elements
    .filter(({ isEnabled }) => isEnabled)
    .flatMap(({ kind, xml }) =>
      kind === 'Arguments' ? xml : (findProperty(xml, 'TestPlan.user_defined_variables') ?? [])
    )
    .flatMap((argumentsXml) => findProperty(argumentsXml, 'Arguments.arguments') ?? [])
    .flatMap(childElements);
  return Object.fromEntries(
    definitions.map((argument) => [
      propertyText(argument, 'Argument.name') ?? '',
      propertyText(argument, 'Argument.value') ?? '',
    ])
  );
}
