import { createEventParser, readEventStream, type StreamEvent } from './event-stream';

function parse(...chunks: string[]): StreamEvent[] {
  const events: StreamEvent[] = [];
  const parser = createEventParser((event) => events.push(event));
  chunks.forEach((chunk) => parser.push(chunk));
  return events;
}

describe('the event stream', () => {
  it('reads name and data of an event', () => {
    expect(parse('event: update\ndata: {"a":1}\n\n')).toEqual([{ name: 'update', data: '{"a":1}' }]);
  });

  it('reads the same events wherever the chunks are split', () => {
    const text = ': alive\n\nevent: snapshot\r\ndata: {"text":"ž"}\r\n\r\nevent: end\ndata: {}\n\n';
    const whole = parse(text);
    expect(whole).toHaveLength(2);
    for (let at = 1; at < text.length; at++) {
      expect(parse(text.slice(0, at), text.slice(at))).toEqual(whole);
    }
    expect(parse(...text)).toEqual(whole);
  });

  it('reads characters whose bytes are split between chunks', async () => {
    const bytes = new TextEncoder().encode('event: update\ndata: Žluťoučký 日本\n\n');
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        bytes.forEach((byte) => controller.enqueue(Uint8Array.of(byte)));
        controller.close();
      },
    });
    const events: StreamEvent[] = [];
    await readEventStream({ stream, onEvent: (event) => events.push(event) });
    expect(events).toEqual([{ name: 'update', data: 'Žluťoučký 日本' }]);
  });

  it('joins several data lines by a newline', () => {
    expect(parse('data: one\ndata: two\n\n')).toEqual([{ name: 'message', data: 'one\ntwo' }]);
  });

  it('skips heartbeats and events without data', () => {
    expect(parse(': alive\n\n', 'event: update\n\n')).toEqual([]);
  });

  it('does not dispatch an event that the end of the stream cut off', () => {
    expect(parse('event: update\ndata: {"half":')).toEqual([]);
  });
});
