import { printVerification } from './print-verification';
import { runCommand } from './run-command';

void runCommand({ mayCreate: false, migrates: false }, async ({ url, databaseName }) => {
  console.log(`Cơ sở dữ liệu: ${databaseName}`);
  await printVerification(url);
});
