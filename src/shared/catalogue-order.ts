interface Placed {
  id: number;
  position: number;
}

/** Compares ids by the place of their scenario or test type; ids that are not (yet) known come last, by id. */
export function placesOf(items: readonly Placed[] | undefined): (oneId: number, otherId: number) => number {
  const positions = new Map((items ?? []).map(({ id, position }) => [id, position]));
  const placeOf = (id: number) => positions.get(id) ?? Number.MAX_SAFE_INTEGER;
  return (oneId, otherId) => placeOf(oneId) - placeOf(otherId) || oneId - otherId;
}
