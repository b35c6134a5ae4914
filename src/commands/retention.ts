import { listDue, listWardRetentions } from '../features/privacy/retention/queries';
import { retentionCountsText } from '../features/privacy/retention/rules';
import { runCommand } from './run-command';

/** Says what tonight's run would delete or erase, and changes nothing. */
void runCommand({ mayCreate: false, migrates: false }, async ({ db, databaseName, now }) => {
  console.log(`Cơ sở dữ liệu: ${databaseName}. Chạy thử, không xóa gì.`);
  for (const { wardId, name, retention } of await listWardRetentions(db))
    console.log(`${name}: ${retentionCountsText((await listDue(db, wardId, retention, now())).counts)}`);
});
