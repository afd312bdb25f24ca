/**
 * Moves the decimal point of a number's text: `0.07` by 2 is `7`, where 0.07 × 100 is 7.000000000000001. The text stands
 * for exactly so many times the number.
 */
export function shiftDecimals(text: string, places: number): string {
  const [mantissa = '', exponent] = text.toLowerCase().split('e');
  if (exponent !== undefined) {
    return `${mantissa}e${Number(exponent) + places}`;
  }
  const [whole = '', fraction = ''] = mantissa.split('.');
  const left = whole.padStart(1 - places, '0');
  const digits = left + fraction.padEnd(places, '0');
  const point = left.length + places;
  const before = digits.slice(0, point).replace(/^0+(?=\d)/, '');
  const behind = digits.slice(point).replace(/0+$/, '');
  return behind === '' ? before : `${before}.${behind}`;
}
