import { toInventoryElement, type LocatedElement } from './located-element.ts';
import type { InventoryFile } from './plan-inventory.ts';
import { childElements, findProperty, flagText, propertyText } from './test-elements.ts';

const FILE_FUNCTIONS: readonly string[] = ['CSVRead', 'StringFromFile', 'FileToString', 'XPath'];

/** The files that an element names, as written. */
export function readFiles(element: LocatedElement): InventoryFile[] {
  return [...readOwnFiles(element), ...readFunctionFiles(element)].filter(({ path }) => path.trim() !== '');
}

function readOwnFiles(element: LocatedElement): InventoryFile[] {
  const { kind, xml } = element;
  if (kind === 'CSVDataSet') {
    return [readCsv(element)];
  }
  if (kind === 'IncludeController') {
    return [toFile(element, 'include', propertyText(xml, 'IncludeController.includepath'))];
  }
  if (kind === 'TestPlan') {
    const paths = propertyText(xml, 'TestPlan.user_define_classpath') ?? '';
    return paths.split(',').map((path) => toFile(element, 'class path', path));
  }
  if (kind.startsWith('JSR223') || kind.startsWith('BeanShell')) {
    return [toFile(element, 'script file', scriptFile(element))];
  }
  return readUploads(element);
}

function scriptFile({ xml }: LocatedElement): string | null {
  return propertyText(xml, 'filename') ?? propertyText(xml, 'BeanShellSampler.filename');
}

function readUploads(element: LocatedElement): InventoryFile[] {
  const files = findProperty(element.xml, 'HTTPsampler.Files');
  const list = files === undefined ? undefined : findProperty(files, 'HTTPFileArgs.files');
  return (list === undefined ? [] : childElements(list)).map((file) =>
    toFile(element, 'upload', propertyText(file, 'File.path'))
  );
}

function toFile(element: LocatedElement, use: InventoryFile['use'], path: string | null): InventoryFile {
  return { ...toInventoryElement(element, null), use, path: path?.trim() ?? '', csv: null };
}

/** JMeter takes the first line for the names when there are none, whatever `ignoreFirstLine` says. */
function readCsv(element: LocatedElement): InventoryFile {
  const { xml } = element;
  const names = propertyText(xml, 'variableNames')?.trim() ?? '';
  const recycle = findProperty(xml, 'recycle');
  return {
    ...toFile(element, 'CSV data', propertyText(xml, 'filename')),
    csv: {
      hasHeader: names === '' ? 'true' : flagText(findProperty(xml, 'ignoreFirstLine')),
      isReused: recycle === undefined ? 'true' : flagText(recycle),
      stopsThread: flagText(findProperty(xml, 'stopThread')),
      shareMode: propertyText(xml, 'shareMode')?.trim() ?? 'shareMode.all',
    },
  };
}

function readFunctionFiles(element: LocatedElement): InventoryFile[] {
  const paths = element.calls
    .filter(({ name }) => FILE_FUNCTIONS.includes(name))
    .map(({ parameters }) => parameters[0]?.trim() ?? '')
    // `*NAME` stands for a file that another call has opened.
    .filter((path) => !path.startsWith('*'));
  return [...new Set(paths)].map((path) => toFile(element, 'function', path));
}
