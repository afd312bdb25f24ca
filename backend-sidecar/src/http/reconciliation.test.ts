import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { apiUnderTest, type ApiUnderTest } from './api-fixture.ts';

let api: ApiUnderTest;

beforeAll(async () => {
  api = await apiUnderTest();
});

afterAll(() => api.close());

describe('GET /api/tests/:id/reconciliation', () => {
  it('knows no run that is not there', async () => {
    const answer = await api.ask('Viewer', 'GET', '/api/tests/999/reconciliation');
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toMatchObject({ code: 'NOT_FOUND' });
  });
});
