// Does what bench/bare does, on telegraf. Answers go out as calls, as those of
// all bots here, not in the response to the webhook.
import { createServer } from "node:http";
import { Telegraf } from "telegraf";
import { flags, host, port, record } from "./record.mjs";

const bot = new Telegraf(flags.token, { telegram: { apiRoot: flags.api, webhookReply: false } });
bot.botInfo = { id: 1, is_bot: true, first_name: "B", username: "bench_bot" };
bot.on("text", async (c) => c.reply(await record(c.message)));
createServer(bot.webhookCallback("/hook", { secretToken: flags.secret })).listen(Number(port), host);
