// The seed's Node.js sample, its address and credentials changed, and then the life of an export. What it is told, and what
// it prints, is in ../README.md.
const lark = require('@larksuiteoapi/node-sdk');

const env = process.env;
const options = {
    appId: env.APP_ID,
    appSecret: env.APP_SECRET,
    domain: env.BASE_URL,
    loggerLevel: lark.LoggerLevel.fatal,
};
const quiet = { error() {}, warn() {}, info() {}, debug() {}, trace() {} };

// For tokens that are passed in, good or bad.
const manual = new lark.Client({ ...options, logger: quiet, disableTokenCache: true });

const sample = (level) => ({
    data: {
        room_level_id: level,
        need_topic: true,
        start_time: env.START_TIME,
        end_time: env.END_TIME,
        room_ids: [env.ROOM_ID],
        is_exclude: false,
    },
});

function passed(token) {
    return env.MODE === 'user' ? lark.withUserAccessToken(token) : lark.withTenantToken(token);
}

function saw(step, code, detail) {
    console.log([step, code, String(detail ?? '').replace(/\s+/g, ' ')].join('\t'));
}

let logId = '';

// As the sample does it: what the server refused stands in e.response.data, after a download as a stream that nobody read.
async function refusal(e) {
    let data = e.response?.data;
    if (data === undefined) {
        throw e;
    }
    logId = e.response.headers['x-tt-logid'];
    if (typeof data.pipe === 'function') {
        const parts = [];
        for await (const part of data) {
            parts.push(part);
        }
        data = JSON.parse(Buffer.concat(parts).toString());
    }
    return data;
}

async function refused(step, call) {
    try {
        await call();
        saw(step, 0, 'not refused');
    } catch (e) {
        const data = await refusal(e);
        saw(step, data.code, data.msg);
    }
}

// A ticket arrives as an event: the SDK checks its signature, decrypts it and keeps what it brings.
async function ticketArrives() {
    const event = Object.create({
        headers: {
            'x-lark-request-timestamp': env.EVENT_TIMESTAMP,
            'x-lark-request-nonce': env.EVENT_NONCE,
            'x-lark-signature': env.EVENT_SIGNATURE,
        },
    });
    const dispatcher = new lark.EventDispatcher({
        encryptKey: env.ENCRYPT_KEY,
        verificationToken: env.VERIFICATION_TOKEN,
        logger: quiet,
    });
    await dispatcher.invoke(Object.assign(event, JSON.parse(env.EVENT_BODY)));
}

async function clientAndOption() {
    if (env.MODE === 'store') {
        await ticketArrives();
        const client = new lark.Client({ ...options, logger: quiet, appType: lark.AppType.ISV });
        return [client, lark.withTenantKey(env.TENANT_KEY)];
    }
    if (env.MODE === 'fetched') {
        return [new lark.Client({ ...options, logger: quiet }), undefined];
    }
    return [manual, passed(env.TOKEN)];
}

async function main() {
    const [client, option] = await clientAndOption();
    const exports = client.vc.v1.export;

    const created = await exports.resourceReservationList(sample(env.ROOM_LEVEL_ID), option);
    saw('create', created.code, created.data.task_id);

    let state;
    do {
        await new Promise((resolve) => setTimeout(resolve, 100));
        state = await exports.get({ path: { task_id: created.data.task_id } }, option);
    } while (state.data.status === 1);
    saw('poll', state.data.status, state.data.fail_msg || state.data.url);

    const file = await exports.download({ params: { file_token: state.data.file_token } }, option);
    await file.writeFile(env.FILE);
    saw('download', 0, file.headers?.['content-disposition'] ?? '');

    await refused('wrong_field', () => exports.resourceReservationList(sample('omb_?'), option));
    // Of what went well this SDK shows no headers.
    saw('log_id', 0, logId);
    await refused('not_there', () => exports.resourceReservationList(sample(env.UNKNOWN_LEVEL_ID), option));
    if (env.FORBIDDEN_LEVEL_ID) {
        await refused('no_right', () => exports.resourceReservationList(sample(env.FORBIDDEN_LEVEL_ID), option));
    }
    await refused('no_file', () => exports.download({ params: { file_token: env.UNKNOWN_FILE } }, option));
    const byHand = manual.vc.v1.export;
    await refused('wrong_token', () => byHand.resourceReservationList(sample(env.ROOM_LEVEL_ID), passed(env.WRONG_TOKEN)));
    if (env.UNSCOPED_TOKEN) {
        await refused('no_scope', () =>
            byHand.resourceReservationList(sample(env.ROOM_LEVEL_ID), passed(env.UNSCOPED_TOKEN)));
    }
}

main().catch((e) => {
    console.error(e);
    process.exit(1);
});
