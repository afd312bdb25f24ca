const PLACEHOLDER = /@@([A-Za-z_][A-Za-z0-9_.-]*)@@/g;

/** A placeholder of an environment's probe or hook that nothing gives a value to. */
export class MissingValue extends Error {
  constructor(readonly placeholder: string) {
    super(`@@${placeholder}@@ has no value: it is no property and no secret of the environment`);
  }
}

/**
 * The text with a value for each `@@NAME@@`. Values stand as they are: nothing is escaped for the place they get to,
 * and a placeholder inside a value is not filled again.
 *
 * @throws MissingValue that names the first placeholder without a value
 */
export function fillPlaceholders(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(PLACEHOLDER, (_, name: string) => {
    const value = values.get(name);
    if (value === undefined) {
      throw new MissingValue(name);
    }
    return value;
  });
}
