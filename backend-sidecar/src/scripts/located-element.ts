import { findFunctionCalls, type FunctionCall } from './expressions.ts';
import { linesAt } from './jmx-document.ts';
import type { InventoryElement } from './plan-inventory.ts';
import { textsOf, type TestElement } from './test-elements.ts';

/** An element with the line it begins in, counted from 1. */
export interface LocatedElement extends TestElement {
  readonly line: number;
  /** The functions that its texts call. */
  readonly calls: readonly FunctionCall[];
}

/** The elements have to be in the order of the file. */
export function locate(xml: string, elements: readonly TestElement[]): LocatedElement[] {
  const lines = linesAt(
    xml,
    elements.map((element) => element.xml.start)
  );
  return elements.map((element, index) => ({
    ...element,
    line: lines[index] ?? 1,
    calls: callsIn(xml, element),
  }));
}

/** Most elements of a large plan call nothing, and their text need not be taken apart to see that. */
function callsIn(xml: string, { xml: element }: TestElement): FunctionCall[] {
  return xml.slice(element.start, element.end).includes('{__') ? findFunctionCalls(textsOf(element).join('\n')) : [];
}

export function toInventoryElement(element: LocatedElement, detail: string | null): InventoryElement {
  const { name, kind, line, group, isEnabledInGroup } = element;
  return { name, kind, line, group, isEnabled: isEnabledInGroup, detail };
}
