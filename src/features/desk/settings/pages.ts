import type { UserRole } from '../../../generated/prisma/enums';
import { settingsFor } from '../../../web/navigation';
import { viewOf } from '../../../web/page';

export const settingsPage = (role: UserRole) =>
  viewOf('desk/settings/index', {
    groups: settingsFor(role).map(({ label, entries }, index) => ({ label, id: `group-${index}`, entries })),
  });
