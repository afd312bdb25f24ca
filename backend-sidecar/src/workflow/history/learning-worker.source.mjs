// Starts learning-worker.ts from its source (tests, development): a thread does not take over the tsx of its process.
import { register } from 'tsx/esm/api';

register();
await import('./learning-worker.ts');
