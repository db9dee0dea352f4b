package main

import "sluice-bench/peer/target/benchpb"

// payloadOf returns that many bytes, byte i of which is i modulo 256.
func payloadOf(size int32) []byte {
	payload := make([]byte, size)
	for i := range payload {
		payload[i] = byte(i)
	}
	return payload
}

// sendItems sends the items of the order; each is built anew, and all share the bytes of the payload.
func sendItems(order *benchpb.Order, send func(*benchpb.Item) error) error {
	payload := payloadOf(order.GetPayloadBytes())
	for i := range order.GetCount() {
		if err := send(&benchpb.Item{Value: order.GetFirst() + i, Payload: payload}); err != nil {
			return err
		}
	}
	return nil
}

// echoOf returns a new item that says the same.
func echoOf(item *benchpb.Item) *benchpb.Item {
	return &benchpb.Item{Value: item.GetValue(), Payload: item.GetPayload()}
}
