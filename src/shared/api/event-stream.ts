export interface StreamEvent {
  name: string;
  data: string;
}

interface ReadEvents {
  stream: ReadableStream<Uint8Array>;
  onEvent: (event: StreamEvent) => void;
}

/** Reads `text/event-stream` to its end. Comments (heartbeats) are skipped; chunks may split anywhere. */
export async function readEventStream({ stream, onEvent }: ReadEvents): Promise<void> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  const parser = createEventParser(onEvent);
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }
    parser.push(decoder.decode(value, { stream: true }));
  }
}

/**
 * Fields and line ends as in the HTML standard, §9.2.6. An event that the stream's end cut off is not dispatched, as
 * the standard says: half an update is none.
 */
export function createEventParser(onEvent: (event: StreamEvent) => void): { push: (text: string) => void } {
  let rest = '';
  let name = '';
  let data: string[] = [];

  const dispatch = () => {
    if (data.length > 0) {
      onEvent({ name: name || 'message', data: data.join('\n') });
    }
    name = '';
    data = [];
  };

  const readLine = (line: string) => {
    if (line === '') {
      return dispatch();
    }
    const [field, value] = splitField(line);
    if (field === 'event') {
      name = value;
    }
    if (field === 'data') {
      data.push(value);
    }
  };

  return {
    push(text) {
      const pending = rest + text;
      // A carriage return at the very end may be half of a line end.
      const isHalfLineEnd = pending.endsWith('\r');
      const lines = (isHalfLineEnd ? pending.slice(0, -1) : pending).split(/\r\n|\n|\r/);
      rest = (lines.pop() ?? '') + (isHalfLineEnd ? '\r' : '');
      lines.forEach(readLine);
    },
  };
}

function splitField(line: string): [field: string, value: string] {
  const colon = line.indexOf(':');
  if (colon === -1) {
    return [line, ''];
  }
  const value = line.slice(colon + 1);
  return [line.slice(0, colon), value.startsWith(' ') ? value.slice(1) : value];
}
