import type { PicturePreset, PicturePresetInput } from 'perftest-automation-sidecar/contract/pictures';

/** Whose page it is. */
export interface PresetPlace {
  kind: 'environment' | 'scenario';
  id: number;
  name: string;
}

export interface PresetForm extends PicturePresetInput {
  /** Only for the place whose page it is; else for every one. */
  isOnlyHere: boolean;
}

export function toPresetForm(preset: PicturePreset | null, place: PresetPlace): PresetForm {
  if (preset === null) {
    return {
      ...{ name: '', environmentId: null, scenarioId: null, dashboardUid: '', panelIds: [], variables: {} },
      ...{ range: 'window', widthPixels: 1000, heightPixels: 500, theme: 'light', isActive: true, isOnlyHere: true },
    };
  }
  const { id: _, ...input } = preset;
  return { ...input, isOnlyHere: (place.kind === 'environment' ? input.environmentId : input.scenarioId) !== null };
}

export function toPresetInput({ isOnlyHere, ...form }: PresetForm, place: PresetPlace): PicturePresetInput {
  const own = isOnlyHere ? place.id : null;
  // What is left empty stays as the dashboard has it.
  const variables = Object.fromEntries(Object.entries(form.variables).filter(([, value]) => value.trim() !== ''));
  return {
    ...form,
    name: form.name.trim(),
    variables,
    ...(place.kind === 'environment' ? { environmentId: own } : { scenarioId: own }),
  };
}
