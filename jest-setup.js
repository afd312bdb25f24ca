// Jest setup provided by Grafana scaffolding
import './.config/jest-setup';
import { ReadableStream, TransformStream } from 'node:stream/web';
import { configure } from '@testing-library/react';

// jsdom has neither; charts are not drawn without a width, and their text alternative is.
global.ResizeObserver = class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
global.IntersectionObserver = class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
Object.assign(global, { ReadableStream, TransformStream });

// The first page of a cold run takes longer than a second to load.
configure({ asyncUtilTimeout: 10_000 });

// Comboboxes measure their text on a canvas, which jsdom does not have.
HTMLCanvasElement.prototype.getContext = () => ({ measureText: (text) => ({ width: 8 * text.length }) });
