import type { UserRole } from '../../../generated/prisma/enums';
import { settingsFor } from '../../../web/navigation';
import { definePage } from '../../../web/page';

export const settingsPage = definePage<ReturnType<typeof settingsModel>>('desk/settings/index');

export const settingsModel = (role: UserRole) => ({
  groups: settingsFor(role).map(({ label, entries }, index) => ({ label, id: `group-${index}`, entries })),
});
