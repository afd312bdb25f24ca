import { type ChosenFile, pathOf, problemOf, suggestedName, withFiles } from './upload-choice';

function file(path: string, content = 'x'): File {
  return Object.assign(new File([content], path.split('/').at(-1) ?? ''), { path });
}

function chosen(...paths: string[]): ChosenFile[] {
  return withFiles(
    [],
    paths.map((path) => file(path))
  );
}

const AS_NEW = { plan: null, isRevision: false };

describe('the files of an upload', () => {
  it('have the name that the sidecar will store, without the folder that was dropped', () => {
    expect(['./plan.jmx', 'plan.jmx', '/shop/plan.jmx'].map((path) => pathOf(file(path)))).toEqual(
      Array(3).fill('plan.jmx')
    );
    expect(pathOf(file('/shop/data/users.csv'))).toBe('data/users.csv');
  });

  it('stand with the test plan first, and the later one of a name counts', () => {
    const newer = file('users.csv', 'newer');
    const files = withFiles(chosen('users.csv', 'plan.jmx'), [newer]);
    expect(files.map(({ path }) => path)).toEqual(['plan.jmx', 'users.csv']);
    expect(files[1]?.file).toBe(newer);
  });

  it('need a test plan, unless it is in a zip or the script has one already', () => {
    expect(problemOf({ ...AS_NEW, chosen: chosen('users.csv') })).toMatch(/test plan is missing/);
    expect(problemOf({ ...AS_NEW, chosen: chosen('all.zip') })).toBeNull();
    expect(problemOf({ ...AS_NEW, chosen: chosen('users.csv'), isRevision: true })).toBeNull();
    expect(problemOf({ ...AS_NEW, chosen: [] })).toBeNull();
  });

  it('need a word on which of several test plans runs', () => {
    const plans = chosen('main.jmx', 'login.jmx');
    expect(problemOf({ ...AS_NEW, chosen: plans })).toMatch(/several test plans/);
    expect(problemOf({ ...AS_NEW, chosen: plans, plan: 'main.jmx' })).toBeNull();
  });

  it('are sent as a zip when folders matter', () => {
    expect(problemOf({ ...AS_NEW, chosen: chosen('shop/plan.jmx', 'shop/data/users.csv') })).toMatch(
      /data\/users.csv lies in a folder: pack/
    );
  });

  it('are refused where the test plan is empty', () => {
    expect(problemOf({ ...AS_NEW, chosen: withFiles([], [file('plan.jmx', '')]) })).toMatch(/plan.jmx is empty/);
  });

  it('suggest a name: that of the test plan, else of the zip', () => {
    expect(suggestedName(chosen('users.csv', 'Shop checkout.JMX'))).toBe('Shop checkout');
    expect(suggestedName(chosen('shop.zip'))).toBe('shop');
    expect(suggestedName(chosen('users.csv'))).toBe('');
  });
});
