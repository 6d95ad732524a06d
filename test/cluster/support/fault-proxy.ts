import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A way to a server on 127.0.0.1 on which accidents can be made. It passes bytes on as they are. */
export interface FaultProxy {
  readonly port: number;
  /** Breaks all connections with a reset. */
  reset(): void;
  /** Lets nothing through any more, in neither direction, but keeps connections open; new ones are accepted and starve. */
  freeze(): void;
  thaw(): void;
  /** Breaks all connections and takes no new ones. */
  close(): Promise<void>;
  /** Takes connections again, on the same port. */
  open(): Promise<void>;
}

export async function startFaultProxy(target: number): Promise<FaultProxy> {
  const sockets = new Set<Socket>();
  let isFrozen = false;
  let server: Server;
  let port = 0;
  const reset = () => {
    for (const it of sockets) it.resetAndDestroy();
  };
  const open = async () => {
    server = createServer((near) => {
      const far = connect(target, '127.0.0.1');
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        sockets.add(from);
        from.on('error', () => to.destroy());
        from.on('close', () => {
          sockets.delete(from);
          to.destroy();
        });
        from.pipe(to);
        if (isFrozen) from.pause();
      }
    });
    await new Promise<void>((resolve) => {
      server.listen(port, '127.0.0.1', resolve);
    });
    port = (server.address() as AddressInfo).port;
  };
  await open();
  return {
    port,
    reset,
    freeze() {
      isFrozen = true;
      for (const it of sockets) it.pause();
    },
    thaw() {
      isFrozen = false;
      for (const it of sockets) it.resume();
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      reset();
      await closed;
    },
    open,
  };
}
