/**
 * What an element must have for one of the selectors to match it: one of these keys; null if any element could match.
 * Only the last part of a selector speaks of the element itself.
 */
exports.keysOfSelectors = (selectorText) => {
  const bare = withoutBrackets(selectorText);
  if (/[()[\]"'\\|]/.test(bare)) {
    return null;
  }
  const keys = bare.split(',').map((selector) => keyOfLastPart(selector.trim()));
  return keys.includes(null) ? null : keys;
};

/** What stands in brackets only narrows down. */
function withoutBrackets(selectorText) {
  const shorter = selectorText.replace(/\[[^[\]()\\]*\]|\([^()[\]\\]*\)/g, '');
  return shorter === selectorText ? shorter : withoutBrackets(shorter);
}

function keyOfLastPart(selector) {
  const last = selector.split(/[\s>+~]+/).at(-1) ?? '';
  const own = last.replace(/::?[\w-]+/g, '').toLowerCase();
  const [key] = /[.#][^.#]+/.exec(own) ?? /^[a-z][^.#]*/.exec(own) ?? [null];
  return key;
}

/** @param {Element} element jsdom's own, behind what pages see */
exports.keysOfElement = (element) => {
  const classes = (element.getAttributeNS(null, 'class') ?? '').split(/[\t\n\f\r ]+/).map((name) => `.${name}`);
  const id = `#${element.getAttributeNS(null, 'id') ?? ''}`;
  return new Set([element._localName, id, ...classes].map((key) => key.toLowerCase()));
};
