import React from 'react';
import type { Definition } from '../model/definitions.ts';

export function Method({ definitions }: { definitions: readonly Definition[] }) {
  return (
    <section className="method">
      <h2>Method</h2>
      <dl>
        {definitions.map(({ term, meaning }) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
