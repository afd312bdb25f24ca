import { describe, expect, it } from 'vitest';

import { auditedChange } from './audited-change.ts';

describe('what the audit log keeps of a change', () => {
  it('is what differs, down to the value', () => {
    const before = { id: 1, name: 'prod', loads: [{ users: 10, durationSeconds: 60 }], tags: ['a'], createdAtMs: 1 };
    const after = {
      id: 1,
      name: 'prod',
      loads: [{ users: 20, durationSeconds: 60 }],
      tags: ['a', 'b'],
      createdAtMs: 1,
    };
    expect(auditedChange(before, after)).toEqual({
      before: { 'loads.0.users': 10, tags: ['a'] },
      after: { 'loads.0.users': 20, tags: ['a', 'b'] },
    });
  });

  it('is the whole of what was made or is gone', () => {
    expect(auditedChange(null, { id: 3, name: 'rev', description: '', tags: [], isActive: false })).toEqual({
      ...{ before: null, after: { name: 'rev', isActive: false } },
    });
    expect(auditedChange({ id: 3, name: 'rev' }, null)).toEqual({ before: { name: 'rev' }, after: null });
  });

  it('is an empty pair where nothing changed', () => {
    expect(auditedChange({ name: 'x' }, { name: 'x' })).toEqual({ before: {}, after: {} });
  });

  it('names a field that came or went on one side only', () => {
    expect(auditedChange({ properties: { host: 'a' } }, { properties: { port: 1 } })).toEqual({
      before: { 'properties.host': 'a' },
      after: { 'properties.port': 1 },
    });
  });

  it('shows that a value behind a telling name changed, and not the value', () => {
    const of = (password: string) => ({ properties: { db_password: password, user: 'x' }, secretNames: [password] });
    const change = auditedChange(of('hunter2'), of('correct horse'));
    expect(change.before).toEqual({ 'properties.db_password': '(not shown)', secretNames: ['hunter2'] });
    expect(change.after?.['properties.db_password']).toBe('(not shown)');
    const header = auditedChange(null, { hooksBefore: [{ headers: { Authorization: 'Bearer abc' } }] });
    expect(JSON.stringify(header)).not.toContain('abc');
  });

  it('keeps the beginning of a long text and of many fields', () => {
    const { after } = auditedChange(null, { description: 'x'.repeat(1000) });
    expect(after?.description).toBe(`${'x'.repeat(300)}… (1000 characters)`);
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`p${index}`, index]));
    expect(Object.keys(auditedChange(null, many).after ?? {})).toHaveLength(60);
  });
});
