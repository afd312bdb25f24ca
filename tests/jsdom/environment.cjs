/**
 * Jest's jsdom, whose computed styles took four fifths of the time of the plugin's tests: jsdom 20 tries every rule of
 * every style sheet on each element, and on all above it, that is asked for by its role. Here a rule is tried, as in
 * browsers, only on elements with the class, id or tag that its selector ends with. Whether it matches is still jsdom's
 * answer, so styles are the same (tests/unit/jsdom-styles.test.ts).
 */
const { createRequire } = require('node:module');

const { keysOfElement, keysOfSelectors } = require('./rule-keys.cjs');

const requireByJest = createRequire(require.resolve('jest-environment-jsdom'));
const requireByJsdom = createRequire(requireByJest.resolve('jsdom'));
const styleRules = requireByJsdom('./jsdom/living/helpers/style-rules.js');
const { matchesDontThrow } = requireByJsdom('./jsdom/living/helpers/selectors.js');
const defaultRules = requireByJsdom('cssom').parse(requireByJsdom('./jsdom/browser/default-stylesheet.js')).cssRules;

const keysByText = new Map();

/** Before jsdom's window takes it from there. */
styleRules.forEachMatchingSheetRuleOfElement = (element, handleRule) => {
  const keys = keysOfElement(element);
  const handle = (rule) => {
    if (couldMatch(keys, rule) && matchesDontThrow(element, rule.selectorText)) {
      handleRule(rule);
    }
  };
  forScreens(defaultRules, handle);
  for (const sheet of element._ownerDocument.styleSheets._list) {
    forScreens(sheet.cssRules, handle);
  }
};

/** As jsdom does: of rules for media those for screens. */
function forScreens(rules, handle) {
  for (const rule of rules) {
    if (!rule.media) {
      handle(rule);
    } else if (Array.prototype.includes.call(rule.media, 'screen')) {
      rule.cssRules.forEach(handle);
    }
  }
}

function couldMatch(keys, { selectorText }) {
  let needed = keysByText.get(selectorText);
  if (needed === undefined) {
    needed = keysOfSelectors(String(selectorText));
    keysByText.set(selectorText, needed);
  }
  return needed === null || needed.some((key) => keys.has(key));
}

module.exports = require('jest-environment-jsdom');
