/** The sentence of a verdict where a mark beside it says the outcome already. */
export function withoutOutcome(sentence: string): string {
  const text = sentence.replace(/^(Passed|Failed|Inconclusive|No verdict(?: yet)?): /, '');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
