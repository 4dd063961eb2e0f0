// The seed's C# sample without RestSharp: on a plain socket, what RestSharp 106.12 sends on the .NET Framework, header by
// header in the order that its source gives. Then the life of an export. What it is told, and what it prints, is in
// ../README.md.
using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;

class Answer {
    public int Status;
    public Dictionary<string, string> Headers = new Dictionary<string, string>();
    public byte[] Bytes;

    public string Content { get { return Encoding.UTF8.GetString(Bytes); } }

    public string Field(string name) {
        return Regex.Match(Content, "\"" + name + "\":\"?([^\",}]*)").Groups[1].Value;
    }
}

// One connection, kept alive until the server says that it closes it, as HttpWebRequest does it.
class Connection {
    readonly Uri server;
    NetworkStream stream;

    public Connection(Uri server) {
        this.server = server;
    }

    public Answer Post(string path, string token, string body) {
        return Send("POST", path, token, Encoding.UTF8.GetBytes(body));
    }

    public Answer Get(string path, string token) {
        return Send("GET", path, token, null);
    }

    Answer Send(string method, string path, string token, byte[] body) {
        var head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
        if (token != null) head.Append("Authorization: Bearer " + token + "\r\n");
        if (body != null) head.Append("Content-Type: application/json\r\n");
        head.Append("Accept: application/json, text/json, text/x-json, text/javascript, application/xml, text/xml\r\n");
        head.Append("User-Agent: RestSharp/106.12.0.0\r\n");
        head.Append("Host: " + server.Authority + "\r\n");
        if (body != null) head.Append("Content-Length: " + body.Length + "\r\n");
        head.Append("Accept-Encoding: gzip, deflate\r\n");
        if (stream == null) {
            head.Append("Connection: Keep-Alive\r\n");
            stream = new TcpClient(server.Host, server.Port) { NoDelay = true, ReceiveTimeout = 60000 }.GetStream();
        }
        head.Append("\r\n");
        var bytes = Encoding.ASCII.GetBytes(head.ToString());
        stream.Write(bytes, 0, bytes.Length);
        if (body != null) stream.Write(body, 0, body.Length);
        return Read();
    }

    Answer Read() {
        var answer = new Answer { Status = int.Parse(Line().Split(' ')[1]) };
        for (var line = Line(); line != ""; line = Line()) {
            var colon = line.IndexOf(':');
            answer.Headers[line.Substring(0, colon)] = line.Substring(colon + 1).Trim();
        }
        string value;
        answer.Bytes = answer.Headers.TryGetValue("Transfer-Encoding", out value) && value == "chunked"
            ? Chunks()
            : Exactly(answer.Headers.TryGetValue("Content-Length", out value) ? int.Parse(value) : 0);
        if (answer.Headers.TryGetValue("Connection", out value) && value == "close") {
            stream.Dispose();
            stream = null;
        }
        if (answer.Headers.TryGetValue("Content-Encoding", out value) && value == "gzip") {
            var plain = new MemoryStream();
            new GZipStream(new MemoryStream(answer.Bytes), CompressionMode.Decompress).CopyTo(plain);
            answer.Bytes = plain.ToArray();
        }
        return answer;
    }

    string Line() {
        var line = new StringBuilder();
        for (var c = Byte(); c != '\n'; c = Byte()) {
            if (c != '\r') line.Append(c);
        }
        return line.ToString();
    }

    char Byte() {
        var b = stream.ReadByte();
        if (b < 0) throw new EndOfStreamException("the server ended the connection");
        return (char) b;
    }

    byte[] Chunks() {
        var all = new MemoryStream();
        for (;;) {
            var length = Convert.ToInt32(Line().Split(';')[0], 16);
            var chunk = Exactly(length);
            all.Write(chunk, 0, length);
            Line();
            if (length == 0) return all.ToArray();
        }
    }

    byte[] Exactly(int length) {
        var bytes = new byte[length];
        for (var read = 0; read < length;) {
            var n = stream.Read(bytes, read, length - read);
            if (n <= 0) throw new EndOfStreamException("the server ended the connection");
            read += n;
        }
        return bytes;
    }
}

static class Client {
    const string Exports = "/open-apis/vc/v1/exports/";
    static Connection server;

    static string Env(string name) {
        return Environment.GetEnvironmentVariable(name) ?? "";
    }

    static string Auth(string path, string fields, string result) {
        return server.Post("/open-apis/auth/v3/" + path, null, "{" + fields + "}").Field(result);
    }

    static string Token() {
        var app = "\"app_id\":\"" + Env("APP_ID") + "\",\"app_secret\":\"" + Env("APP_SECRET") + "\"";
        switch (Env("MODE")) {
            case "fetched":
                return Auth("tenant_access_token/internal", app, "tenant_access_token");
            case "store":
                var token = Auth("app_access_token", app + ",\"app_ticket\":\"" + Env("APP_TICKET") + "\"", "app_access_token");
                return Auth("tenant_access_token",
                    "\"app_access_token\":\"" + token + "\",\"tenant_key\":\"" + Env("TENANT_KEY") + "\"",
                    "tenant_access_token");
            default:
                return Env("TOKEN");
        }
    }

    static Answer Create(string token, string level) {
        var body = "{\"end_time\":\"" + Env("END_TIME") + "\",\"is_exclude\":false,\"need_topic\":true,\"room_ids\":[\""
            + Env("ROOM_ID") + "\"],\"room_level_id\":\"" + level + "\",\"start_time\":\"" + Env("START_TIME") + "\"}";
        return server.Post(Exports + "resource_reservation_list", token, body);
    }

    static void Saw(string step, string code, string detail) {
        Console.WriteLine(step + "\t" + code + "\t" + detail);
    }

    static void Refused(string step, Answer answer) {
        Saw(step, answer.Field("code"), answer.Field("msg"));
    }

    static int Main() {
        server = new Connection(new Uri(Env("BASE_URL")));
        var token = Token();
        var created = Create(token, Env("ROOM_LEVEL_ID"));
        var task = created.Field("task_id");
        Saw("create", created.Field("code"), task);
        Saw("log_id", "0", created.Headers["X-Tt-Logid"]);
        if (task == "") return 1;

        Answer state;
        do {
            Thread.Sleep(100);
            state = server.Get(Exports + task, token);
        } while (state.Field("status") == "1");
        Saw("poll", state.Field("status"), state.Field("url"));

        var file = server.Get(Exports + "download?file_token=" + Uri.EscapeDataString(state.Field("file_token")), token);
        if (file.Status == 200) File.WriteAllBytes(Env("FILE"), file.Bytes);
        Saw("download", file.Status == 200 ? "0" : file.Field("code"), file.Headers["Content-Disposition"]);

        Refused("wrong_field", Create(token, "omb_?"));
        Refused("not_there", Create(token, Env("UNKNOWN_LEVEL_ID")));
        if (Env("FORBIDDEN_LEVEL_ID") != "") Refused("no_right", Create(token, Env("FORBIDDEN_LEVEL_ID")));
        Refused("no_file", server.Get(Exports + "download?file_token=" + Env("UNKNOWN_FILE"), token));
        Refused("wrong_token", Create(Env("WRONG_TOKEN"), Env("ROOM_LEVEL_ID")));
        if (Env("UNSCOPED_TOKEN") != "") Refused("no_scope", Create(Env("UNSCOPED_TOKEN"), Env("ROOM_LEVEL_ID")));
        return 0;
    }
}
