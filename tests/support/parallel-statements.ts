const isWatching = Symbol.for('go-cua.parallel-statements');

// pg warns once in a process, where a third statement is sent on a connection that still works; version 9 will refuse it.
if (!(isWatching in process)) {
  Object.defineProperty(process, isWatching, { value: true });
  process.on('warning', ({ message }) => {
    if (message.startsWith('Calling client.query() when')) throw new Error(message);
  });
}
