import React from 'react';

import { paths } from '../../shared/paths';
import { AppLink } from '../../shared/ui/AppLink';
import { AppPage } from '../../shared/ui/AppPage';
import { NothingHere } from '../../shared/ui/states';

export default function NotFound() {
  return (
    <AppPage pageNav={{ text: 'Not found' }}>
      <NothingHere
        isSearch
        title="There is no such page"
        text="The address may be mistyped, or what it showed was deleted."
        action={<AppLink to={paths.home()}>To the home page</AppLink>}
      />
    </AppPage>
  );
}
