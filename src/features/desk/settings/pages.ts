import type { UserRole } from '../../../generated/prisma/enums';
import { settingsFor } from '../../../web/navigation';
import { viewOf } from '../../../web/page';

export const settingsPage = (role: UserRole) =>
  viewOf('desk/settings/index', {
    items: settingsFor(role).map(({ label, about, pages }) => ({
      label,
      href: pages[0]!.href,
      // What the reader does not see is not named.
      about: role === 'admin' || pages.length === 1 ? about : pages.map((page) => page.label).join(', '),
    })),
  });
