import type { ConnectionTest, Me, SettingsUpdate } from 'perftest-automation-sidecar/contract/system';

import { ApiError, isRecord } from './api-error';
import { callSidecar } from './http';

/** What a sidecar of any version says; an old one does not say which it is. */
export type AnsweringSidecar = Omit<Me, 'sidecarVersion'> & Partial<Pick<Me, 'sidecarVersion'>>;

/** The address is somebody's guess until this has answered: anything may listen there. */
export async function readMe(): Promise<AnsweringSidecar> {
  const answer: unknown = await callSidecar({ path: '/api/me' });
  if (!isRecord(answer) || typeof answer.name !== 'string' || typeof answer.role !== 'string') {
    throw new ApiError({
      status: 200,
      code: 'NO_SIDECAR',
      title: 'What answers at this address is no sidecar',
      hint: 'Check host and port: something else listens there.',
    });
  }
  return answer as unknown as AnsweringSidecar;
}

/** A sidecar of another version may leave out `checks`. */
type AnsweredTest = Omit<ConnectionTest, 'checks'> & Partial<Pick<ConnectionTest, 'checks'>>;

/** @param values what was typed and is not saved, by category */
export async function testConnections(values: Record<string, SettingsUpdate> = {}): Promise<ConnectionTest[]> {
  const path = '/api/settings/test-connections';
  const answered = await callSidecar<AnsweredTest[]>({ method: 'POST', path, body: { values } });
  return answered.map((test) => ({ ...test, checks: test.checks ?? [] }));
}
