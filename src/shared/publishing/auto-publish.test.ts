import { AUTO_PUBLISH_OPTIONS, choiceOf, withChoice } from './auto-publish';

describe('which reports are published by themselves', () => {
  it.each(AUTO_PUBLISH_OPTIONS)('$label is read as it was chosen', ({ value }) => {
    expect(choiceOf(withChoice(value, null))).toBe(value);
  });

  it('keeps the place; what was told otherwise is no choice', () => {
    const former = { outcomes: [], spaceKey: 'TEAM', parentPageId: '7', templateId: 2 };
    expect(withChoice('failed', former)).toEqual({ ...former, outcomes: ['failed'] });
    expect(choiceOf({ ...former, outcomes: ['passed', 'failed'] })).toBeUndefined();
  });
});
