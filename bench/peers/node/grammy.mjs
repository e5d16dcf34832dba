// Does what bench/bare does, on grammY.
import { createServer } from "node:http";
import { Bot, webhookCallback } from "grammy";
import { flags, host, port, record } from "./record.mjs";

const bot = new Bot(flags.token, {
  client: { apiRoot: flags.api },
  botInfo: { id: 1, is_bot: true, first_name: "B", username: "bench_bot" },
});
bot.on("message:text", async (c) => c.reply(await record(c.message)));
createServer(webhookCallback(bot, "http", { secretToken: flags.secret })).listen(Number(port), host);
