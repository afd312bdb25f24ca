import type { XmlElement } from '@rgrove/parse-xml';

import type { WrittenListener } from './influx-listener.ts';
import { toInventoryElement, type LocatedElement } from './located-element.ts';
import type { InventoryBackendListener, InventoryElement, InventoryListener } from './plan-inventory.ts';
import { childElements, findProperty, propertyText, type TestElement } from './test-elements.ts';

/** JMeter's own listeners that keep samples for their window; a Simple Data Writer keeps none. */
const WINDOW_LISTENERS: readonly string[] = [
  'ViewResultsFullVisualizer',
  'TableVisualizer',
  'StatVisualizer',
  'SummaryReport',
  'GraphVisualizer',
  'StatGraphVisualizer',
  'RespTimeGraphVisualizer',
  'AssertionVisualizer',
  'SplineVisualizer',
  'DistributionGraphVisualizer',
  'ComparisonVisualizer',
  'PropertyControlGui',
];
const OTHER_SAMPLERS: readonly string[] = ['HTTPSamplerProxy', 'HTTPSampler2', 'HTTPSampler_', 'HTTPSampler2_'];
const CODE_FUNCTIONS: readonly string[] = ['groovy', 'BeanShell', 'javaScript', 'jexl', 'jexl2', 'jexl3'];

/** Elements that make samples. Flow Control Action and transactions are none. */
export function isSampler({ kind }: TestElement): boolean {
  return kind.endsWith('Sampler') || OTHER_SAMPLERS.includes(kind);
}

export function isAssertion({ kind }: TestElement): boolean {
  return kind.endsWith('Assertion');
}

export function isTimer({ kind }: TestElement): boolean {
  return kind.endsWith('Timer');
}

/** Listeners, the Backend Listener aside. */
export function readListener(element: LocatedElement): InventoryListener[] {
  const { kind, xml } = element;
  if (kind === 'ResultSaver') {
    const prefix = propertyText(xml, 'FileSaver.filename')?.trim() ?? '';
    return [{ ...toInventoryElement(element, `files ${prefix}…`), use: 'file' }];
  }
  if (kind.endsWith('ResultCollector')) {
    return [readCollector(element)];
  }
  const isListener = kind === 'Summariser' || kind.endsWith('Listener');
  return isListener && kind !== 'BackendListener' ? [{ ...toInventoryElement(element, null), use: 'other' }] : [];
}

function readCollector(element: LocatedElement): InventoryListener {
  const fileName = propertyText(element.xml, 'filename')?.trim() ?? '';
  if (fileName !== '') {
    return { ...toInventoryElement(element, `file ${fileName}`), use: 'file' };
  }
  const window = shortName(element.xml.attributes['guiclass'] ?? '');
  const detail = window === '' ? null : window;
  return { ...toInventoryElement(element, detail), use: keepsSamples(element) ? 'window' : 'other' };
}

/** JMeter's listeners that keep samples, and every one of a plugin. */
export function keepsSamples({ kind, xml }: Pick<TestElement, 'kind' | 'xml'>): boolean {
  const window = xml.attributes['guiclass'] ?? '';
  const isPlugin = kind.includes('.') || (window.includes('.') && !window.startsWith('org.apache.jmeter.'));
  return isPlugin || WINDOW_LISTENERS.includes(shortName(window));
}

function shortName(className: string): string {
  return className.slice(className.lastIndexOf('.') + 1);
}

export function readBackendListener(element: LocatedElement): InventoryBackendListener[] {
  if (element.kind !== 'BackendListener') {
    return [];
  }
  const { className, settings } = writtenListener(element);
  const urls = Object.entries(settings).filter(([name]) => /url|host/i.test(name));
  const detail = [className, ...urls.map(([, value]) => value)].filter(Boolean).join(' → ');
  const { influxdbToken: _secret, ...kept } = settings;
  return [{ ...toInventoryElement(element, detail), className, settings: kept }];
}

/** A Backend Listener as it is written; of settings of one name the last counts. */
export function writtenListener(element: TestElement): WrittenListener {
  const { name, group, isEnabledInGroup, xml } = element;
  const collection = settingsOf(element);
  const settings = (collection === undefined ? [] : childElements(collection)).map((argument) => [
    propertyText(argument, 'Argument.name') ?? '',
    propertyText(argument, 'Argument.value') ?? '',
  ]);
  const className = propertyText(xml, 'classname')?.trim() ?? '';
  return { name, group, isEnabled: isEnabledInGroup, className, settings: Object.fromEntries(settings) };
}

/** The collection that holds the settings of a Backend Listener. */
export function settingsOf({ xml }: TestElement): XmlElement | undefined {
  return findProperty(findProperty(xml, 'arguments') ?? xml, 'Arguments.arguments');
}

/** Elements that run code of the script's author, by their class or by a function in one of their texts. */
export function readCodeElement(element: LocatedElement): InventoryElement[] {
  const { kind, xml } = element;
  if (kind.startsWith('JSR223')) {
    return [toInventoryElement(element, propertyText(xml, 'scriptLanguage')?.trim() ?? null)];
  }
  if (kind.startsWith('BeanShell')) {
    return [toInventoryElement(element, 'beanshell')];
  }
  if (kind === 'SystemSampler') {
    return [toInventoryElement(element, propertyText(xml, 'SystemSampler.command'))];
  }
  if (kind === 'JavaSampler' || kind === 'JUnitSampler') {
    return [toInventoryElement(element, classOf(element))];
  }
  const functions = codeFunctions(element);
  return functions.length === 0 ? [] : [toInventoryElement(element, functions.join(', '))];
}

/** The class that a Java or JUnit Request or a Backend Listener calls. */
export function classOf({ xml }: TestElement): string | null {
  return (propertyText(xml, 'classname') ?? propertyText(xml, 'junitSampler.classname'))?.trim() ?? null;
}

function codeFunctions({ calls }: LocatedElement): string[] {
  const called = calls.map(({ name }) => name);
  return CODE_FUNCTIONS.filter((name) => called.includes(name)).map((name) => `__${name}`);
}

/** The names that lead to the element which a Module Controller runs, from the test plan down. */
export function readModule({ xml }: TestElement): string[] {
  const path = findProperty(xml, 'ModuleController.node_path');
  // The first name is that of the root of JMeter's tree, above the test plan.
  return path === undefined
    ? []
    : childElements(path)
        .slice(1)
        .map(({ text }) => text);
}
