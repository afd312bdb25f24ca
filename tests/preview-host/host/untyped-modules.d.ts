declare module 'systemjs/dist/*';
declare module 'd3';
declare module 'prismjs';
declare module 'react-router-dom' {
  import type { ComponentType, ReactNode } from 'react';
  /** Version 5: takes Grafana's history. */
  export const Router: ComponentType<{ history: unknown; children: ReactNode }>;
}
