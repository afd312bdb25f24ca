export interface TemplateData {
  jsonData: Record<string, unknown>;
  secureJsonData: Record<string, string>;
}

const ACTION = /\{\{-?\s*(orEmpty\s+)?\.(JsonData|SecureJsonData|URL)((?:\.[A-Za-z_][A-Za-z0-9_]*)*)\s*-?\}\}/g;

/**
 * Renders the Go templates of plugin.json: `{{ .JsonData.x }}`, `{{ .SecureJsonData.x }}`, `{{ orEmpty .JsonData.x }}`.
 * A missing key becomes the literal `<no value>`, as in Go. Anything else in braces is refused instead of guessed.
 */
export function interpolate(text: string, data: TemplateData): string {
  const rendered = text.replace(ACTION, (_, orEmpty: string | undefined, root: string, path: string) => {
    const value = lookUp(rootOf(root, data), path);
    if (value === undefined || value === null) {
      return orEmpty ? '' : '<no value>';
    }
    return String(value);
  });
  const leftover = /\{\{.*?\}\}/.exec(text.replace(ACTION, ''));
  if (leftover) {
    throw new Error(`Template "${leftover[0]}" is not modelled by the preview host`);
  }
  return rendered;
}

function rootOf(root: string, data: TemplateData): unknown {
  if (root === 'JsonData') {
    return data.jsonData;
  }
  return root === 'SecureJsonData' ? data.secureJsonData : '';
}

function lookUp(root: unknown, path: string): unknown {
  let value = root;
  for (const key of path.split('.').slice(1)) {
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  }
  return value;
}
