import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { apiUnderTest, type ApiUnderTest } from './api-fixture.ts';

let api: ApiUnderTest;
beforeAll(async () => {
  api = await apiUnderTest();
});
afterAll(() => api.close());

describe('marks of a run on graphs', () => {
  it('are of runs that exist', async () => {
    for (const method of ['GET', 'POST', 'DELETE'] as const) {
      const answer = await api.ask('Editor', method, '/api/tests/99/annotations');
      expect(answer.statusCode, method).toBe(404);
      expect(answer.json()).toMatchObject({ code: 'NOT_FOUND' });
    }
  });

  it('are seen by Viewers and changed by Editors', async () => {
    const answers = await Promise.all(
      (['GET', 'POST', 'DELETE'] as const).map((method) => api.ask('Viewer', method, '/api/tests/99/annotations'))
    );
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([404, 403, 403]);
  });

  it('go with a run only where that is said rightly', async () => {
    const wrong = await api.ask('Admin', 'DELETE', '/api/tests/99?removeAnnotation=maybe');
    expect(wrong.json()).toMatchObject({ code: 'REQUEST_INVALID' });
    expect((await api.ask('Admin', 'DELETE', '/api/tests/99?removeAnnotation=true')).statusCode).toBe(404);
  });
});
