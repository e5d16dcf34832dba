// What bench/bare writes, for the bots of this folder.
import { parseArgs } from "node:util";
import { createClient } from "redis";

const text = { type: "string" };

/** The flags of bench/bare; "-token x" as Go takes them. */
export const { values: flags } = parseArgs({
  args: process.argv.slice(2).map((a) => a.replace(/^-(?=[a-z])/, "--")),
  options: { token: text, api: text, redis: text, listen: text, secret: text },
});

export const [host, port] = flags.listen.split(":");

const redis = createClient({ url: flags.redis });
await redis.connect();

/** Writes a message and gives the answer to it. */
export async function record(message) {
  const id = `${message.chat.id}:${message.message_id}`;
  // The client sends what is asked in one turn together.
  await Promise.all([
    redis.hSet(`record:${id}`, { text: message.text, from: message.from.id, date: message.date }),
    redis.zAdd("by-date", { score: message.date, value: id }),
  ]);
  return `recorded ${id} ${message.text}`;
}

process.on("SIGTERM", () => process.exit(0));
