// The seed's Go sample, its address and credentials changed, and then the life of an export. What it is told, and what it
// prints, is in ../README.md.
package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/larksuite/oapi-sdk-go/v3"
	"github.com/larksuite/oapi-sdk-go/v3/core"
	"github.com/larksuite/oapi-sdk-go/v3/event"
	"github.com/larksuite/oapi-sdk-go/v3/event/dispatcher"
	"github.com/larksuite/oapi-sdk-go/v3/service/vc/v1"
)

func sample(level string) *larkvc.ResourceReservationListExportReq {
	return larkvc.NewResourceReservationListExportReqBuilder().
		Body(larkvc.NewResourceReservationListExportReqBodyBuilder().
			RoomLevelId(level).
			NeedTopic(true).
			StartTime(os.Getenv("START_TIME")).
			EndTime(os.Getenv("END_TIME")).
			RoomIds([]string{os.Getenv("ROOM_ID")}).
			IsExclude(false).
			Build()).
		Build()
}

func newClient(options ...lark.ClientOptionFunc) *lark.Client {
	options = append(options, lark.WithOpenBaseUrl(os.Getenv("BASE_URL")), lark.WithLogLevel(larkcore.LogLevelError))
	return lark.NewClient(os.Getenv("APP_ID"), os.Getenv("APP_SECRET"), options...)
}

func passed(token string) larkcore.RequestOptionFunc {
	if os.Getenv("MODE") == "user" {
		return larkcore.WithUserAccessToken(token)
	}
	return larkcore.WithTenantAccessToken(token)
}

func saw(step string, code int, detail string) {
	fmt.Printf("%s\t%d\t%s\n", step, code, strings.Join(strings.Fields(detail), " "))
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// A ticket arrives as an event: the SDK checks its signature, decrypts it and keeps what it brings.
func ticketArrives() {
	answer := dispatcher.NewEventDispatcher(os.Getenv("VERIFICATION_TOKEN"), os.Getenv("ENCRYPT_KEY")).
		Handle(context.Background(), &larkevent.EventReq{
			Header: map[string][]string{
				"X-Lark-Request-Timestamp": {os.Getenv("EVENT_TIMESTAMP")},
				"X-Lark-Request-Nonce":     {os.Getenv("EVENT_NONCE")},
				"X-Lark-Signature":         {os.Getenv("EVENT_SIGNATURE")},
			},
			Body: []byte(os.Getenv("EVENT_BODY")),
		})
	if answer.StatusCode != 200 {
		check(fmt.Errorf("the event was refused: %d %s", answer.StatusCode, answer.Body))
	}
}

func clientAndOptions(manual *lark.Client) (*lark.Client, []larkcore.RequestOptionFunc) {
	switch os.Getenv("MODE") {
	case "store":
		ticketArrives()
		return newClient(lark.WithMarketplaceApp()),
			[]larkcore.RequestOptionFunc{larkcore.WithTenantKey(os.Getenv("TENANT_KEY"))}
	case "fetched":
		return newClient(), nil
	default:
		return manual, []larkcore.RequestOptionFunc{passed(os.Getenv("TOKEN"))}
	}
}

func main() {
	ctx := context.Background()
	manual := newClient(lark.WithEnableTokenCache(false))
	client, options := clientAndOptions(manual)

	created, err := client.Vc.V1.Export.ResourceReservationList(ctx, sample(os.Getenv("ROOM_LEVEL_ID")), options...)
	check(err)
	if !created.Success() {
		saw("create", created.Code, created.Msg)
		os.Exit(1)
	}
	saw("create", created.Code, *created.Data.TaskId)
	saw("log_id", 0, created.RequestId())

	var state *larkvc.GetExportResp
	for status := 1; status == 1; status = *state.Data.Status {
		time.Sleep(100 * time.Millisecond)
		state, err = client.Vc.V1.Export.Get(ctx, larkvc.NewGetExportReqBuilder().TaskId(*created.Data.TaskId).Build(), options...)
		check(err)
		if !state.Success() {
			check(fmt.Errorf("poll: %d %s", state.Code, state.Msg))
		}
	}
	saw("poll", *state.Data.Status, larkcore.StringValue(state.Data.Url))

	download := func(token string) *larkvc.DownloadExportResp {
		file, err := client.Vc.V1.Export.Download(ctx, larkvc.NewDownloadExportReqBuilder().FileToken(token).Build(), options...)
		check(err)
		return file
	}
	file := download(*state.Data.FileToken)
	if file.Success() {
		check(file.WriteFile(os.Getenv("FILE")))
	}
	saw("download", file.Code, file.FileName)

	create := func(step string, by *lark.Client, level string, options ...larkcore.RequestOptionFunc) {
		answer, err := by.Vc.V1.Export.ResourceReservationList(ctx, sample(level), options...)
		check(err)
		saw(step, answer.Code, answer.Msg)
	}
	create("wrong_field", client, "omb_?", options...)
	create("not_there", client, os.Getenv("UNKNOWN_LEVEL_ID"), options...)
	if level := os.Getenv("FORBIDDEN_LEVEL_ID"); level != "" {
		create("no_right", client, level, options...)
	}
	missing := download(os.Getenv("UNKNOWN_FILE"))
	saw("no_file", missing.Code, missing.Msg)
	create("wrong_token", manual, os.Getenv("ROOM_LEVEL_ID"), passed(os.Getenv("WRONG_TOKEN")))
	if token := os.Getenv("UNSCOPED_TOKEN"); token != "" {
		create("no_scope", manual, os.Getenv("ROOM_LEVEL_ID"), passed(token))
	}
}
