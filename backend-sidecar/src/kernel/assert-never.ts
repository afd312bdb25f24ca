/** Closes a `switch` over a union: a member that nobody handled is a type error here, and a fault at run time. */
export function assertNever(value: never): never {
  throw new Error(`Unhandled case: ${JSON.stringify(value)}`);
}
