import type { HookList } from './environment-form';

interface MoveButton {
  list: HookList;
  index: number;
  way: 'up' | 'down';
}

/** The button that moves a hook: it gets the focus again when the hook has moved. */
export function moveButtonId({ list, index, way }: MoveButton): string {
  return `${list}-${index}-${way}`;
}
