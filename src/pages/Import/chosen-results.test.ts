import { pathOf, toForm, withFiles } from './chosen-results';

const file = (name: string, extra: object = {}) => Object.assign(new File(['x'], name), extra);

describe('chosen results', () => {
  it('keep their folders, however the browser tells them', () => {
    expect(pathOf(file('a.csv'))).toBe('a.csv');
    expect(pathOf(file('a.csv', { path: './old/14.1/a.csv' }))).toBe('old/14.1/a.csv');
    expect(pathOf(file('a.csv', { path: '/old/a.csv' }))).toBe('old/a.csv');
  });

  it('are there once, in the order of people', () => {
    const chosen = withFiles(withFiles([], [file('run10.csv'), file('run2.csv')]), [file('run2.csv')]);
    expect(chosen.map(({ path }) => path)).toEqual(['run2.csv', 'run10.csv']);
  });

  it('are sent with their paths', () => {
    const [sent] = toForm(withFiles([], [file('a.csv', { path: 'old/a.csv' })])).getAll('file');
    expect(sent).toMatchObject({ name: 'old/a.csv' });
  });
});
