import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { DemoRandom } from '../../prisma/seed/demo-random';

export interface NarrowLine {
  /** The target's address with this line's port. */
  address: string;
  /** Packets that were lost and sent again, and all that were sent. */
  packets: { sent: number; lost: number };
  close(): Promise<void>;
}

/** One bar in a stairwell. */
export interface Narrowness {
  /** In each direction, shared by all connections. */
  bitsPerSecond: number;
  /** The probability that a packet does not arrive. */
  loss: number;
  /** One way, in milliseconds. */
  delay: number;
}

const PACKET_BYTES = 1400;
const HEADER_BYTES = 40;
/** What a TCP of today waits before it sends again: a connection that is being opened, and one that is open (ms). */
const FIRST_WAIT_OPENING = 1000;
const FIRST_WAIT_OPEN = 200;

/**
 * A slow line to a server that loses packets. A proxy sees only what TCP delivers, so TCP's side of a loss is modelled: a
 * packet takes its time on the line, and when it is lost, its sender waits for one round trip and the first
 * retransmission timeout, twice as long after each further loss, and takes the line again. Whatever follows on that
 * connection waits for it, because TCP delivers in order. The two packets that open a connection are lost alike. Not
 * modelled: lost acknowledgements (the next one makes up for them), fast retransmission and selective
 * acknowledgements, which would make the line quicker. The same seed loses the same packets.
 */
export async function narrowLine(address: string, narrowness: Narrowness, seed: number): Promise<NarrowLine> {
  const { bitsPerSecond, loss, delay } = narrowness;
  const target = new URL(address);
  const random = new DemoRandom(seed);
  const packets = { sent: 0, lost: 0 };
  const open = new Set<net.Socket>();

  /** One direction: packets of all connections leave one after another. */
  function createDirection() {
    let freeAt = 0;
    const takeLine = async (bytes: number) => {
      const now = performance.now();
      freeAt = Math.max(freeAt, now) + ((bytes + HEADER_BYTES) * 8000) / bitsPerSecond;
      await sleep(freeAt - now);
    };
    /** Resolves when the packet leaves the sender for the last time; it arrives a delay later. */
    return async (bytes: number, firstWait: number): Promise<void> => {
      for (let wait = 2 * delay + firstWait; ; wait *= 2) {
        packets.sent += 1;
        await takeLine(bytes);
        if (!random.chance(loss)) return;
        packets.lost += 1;
        await sleep(wait);
      }
    };
  }
  const [up, down] = [createDirection(), createDirection()];

  async function forward(from: net.Socket, to: net.Socket, send: typeof up): Promise<void> {
    for await (const chunk of from as AsyncIterable<Buffer>) {
      for (let at = 0; at < chunk.length; at += PACKET_BYTES) {
        const packet = chunk.subarray(at, at + PACKET_BYTES);
        await send(packet.length, FIRST_WAIT_OPEN);
        setTimeout(() => to.write(packet), delay);
      }
    }
    setTimeout(() => to.end(), delay);
  }

  const server = net.createServer((near) => {
    const far = net.connect(Number(target.port), target.hostname);
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', () => {}).on('close', () => open.delete(socket));
    }
    const connect = async () => {
      await up(0, FIRST_WAIT_OPENING);
      await down(0, FIRST_WAIT_OPENING);
      await sleep(2 * delay);
      await Promise.all([forward(near, far, up), forward(far, near, down)]);
    };
    connect().catch(() => {
      near.destroy();
      far.destroy();
    });
  });
  server.listen(0, target.hostname);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    address: address.replace(target.host, `${target.hostname}:${port}`),
    packets,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}
