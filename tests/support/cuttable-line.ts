import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';

export interface CuttableLine {
  /** The target's address with this line's port. */
  address: string;
  /** Resets open connections and refuses new ones. */
  cut(): Promise<void>;
  /** Stops forwarding on open and new connections, without telling either end. */
  hush(): void;
  /** Forwards what is sent, but no answer: the server acts, and the client does not learn of it. */
  deafen(): void;
  /** Accepts and forwards new connections again. Hushed connections stay hushed. */
  mend(): Promise<void>;
}

/** A line to a server that can be cut and mended, as happens on a weak network. */
export async function cuttableLine(address: string): Promise<CuttableLine> {
  const target = new URL(address);
  const open = new Set<net.Socket>();
  let isHushed = false;
  let isDeaf = false;
  const server = net.createServer((near) => {
    track(near);
    if (isHushed) return;
    const far = net.connect(Number(target.port), target.hostname);
    track(far);
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    near.pipe(far);
    if (isDeaf) far.resume();
    else far.pipe(near);
  });
  const track = (socket: net.Socket) => {
    open.add(socket);
    socket.on('error', () => {}).on('close', () => open.delete(socket));
  };
  const listen = async (port: number) => {
    server.listen(port, target.hostname);
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const port = await listen(0);
  return {
    address: address.replace(target.host, `${target.hostname}:${port}`),
    async cut() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
    hush() {
      isHushed = true;
      for (const socket of open) socket.unpipe().pause();
    },
    deafen() {
      isDeaf = true;
      // A connection that is kept open would still answer.
      for (const socket of open) socket.destroy();
    },
    async mend() {
      isHushed = false;
      isDeaf = false;
      if (!server.listening) await listen(port);
    },
  };
}
