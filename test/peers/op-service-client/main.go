// What op-node and op-batcher link: op-service's own signer client, its engine types and its SSZ, against our doors.
// Run by test/peers/op-service.test.ts, which gives addresses and files as one JSON argument and reads one JSON line.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"os"
	"time"

	"github.com/ethereum-optimism/optimism/op-service/eth"
	opsigner "github.com/ethereum-optimism/optimism/op-service/signer"
	optls "github.com/ethereum-optimism/optimism/op-service/tls"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/log"
	"github.com/ethereum/go-ethereum/rpc"
	"github.com/holiman/uint256"
)

type terms struct {
	Signer     string `json:"signer"`
	ShimSigner string `json:"shimSigner"`
	ShimEngine string `json:"shimEngine"`
	Address    string `json:"address"`
	Ca         string `json:"ca"`
	Cert       string `json:"cert"`
	Key        string `json:"key"`
	ChainID    uint64 `json:"chainId"`
	// Method and payload id of each block that is published.
	Blocks [][2]string `json:"blocks"`
	// One more block, which the signer must refuse.
	Conflict [2]string `json:"conflict"`
}

type answer struct {
	PayloadHashes []common.Hash `json:"payloadHashes"`
	Conflict      string        `json:"conflict"`
	Transactions  []common.Hash `json:"transactions"`
	WrongValue    string        `json:"wrongValue"`
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	var t terms
	must(json.Unmarshal([]byte(os.Args[1]), &t))
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	var a answer

	// op-node: the engine through the shim, the block's bytes as it publishes them, the signature through the shim.
	engine, err := rpc.DialContext(ctx, t.ShimEngine)
	must(err)
	plain := opsigner.CLIConfig{Endpoint: t.ShimSigner, Address: t.Address, Headers: http.Header{}, TLSConfig: optls.CLIConfig{Enabled: false}}
	node, err := opsigner.NewRemoteSigner(log.Root(), plain)
	must(err)
	chainID := eth.ChainIDFromUInt64(t.ChainID)
	auth := &opsigner.OPStackP2PBlockAuthV1{Allowed: common.HexToAddress(t.Address), Chain: chainID}
	for _, block := range t.Blocks {
		hash := payloadHash(ctx, engine, block)
		signature, err := node.SignBlockV1(ctx, chainID, hash)
		must(err)
		must(auth.VerifyP2PBlockSignature(hash, signature))
		a.PayloadHashes = append(a.PayloadHashes, hash)
	}
	_, err = node.SignBlockV1(ctx, chainID, payloadHash(ctx, engine, t.Conflict))
	a.Conflict = fmt.Sprint(err)

	// op-batcher: mutual TLS of its own to the door.
	batcher, err := opsigner.NewSignerClient(log.Root(), t.Signer, http.Header{}, optls.CLIConfig{TLSCaCert: t.Ca, TLSCert: t.Cert, TLSKey: t.Key, Enabled: true})
	must(err)
	from := common.HexToAddress(t.Address)
	to := common.HexToAddress("0x00000000000000000000000000000000000000aa")
	id := new(big.Int).SetUint64(t.ChainID)
	for _, tx := range []types.TxData{
		&types.DynamicFeeTx{ChainID: id, Nonce: 7, GasTipCap: big.NewInt(1), GasFeeCap: big.NewInt(2), Gas: 21000, To: &to, Value: big.NewInt(3), Data: []byte("calldata")},
		&types.BlobTx{ChainID: uint256.NewInt(t.ChainID), Nonce: 8, GasTipCap: uint256.NewInt(1), GasFeeCap: uint256.NewInt(2), Gas: 21000, To: to, Value: uint256.NewInt(0), BlobFeeCap: uint256.NewInt(9), BlobHashes: []common.Hash{{0: 1, 31: 7}}},
	} {
		signed, err := batcher.SignTransaction(ctx, id, from, types.NewTx(tx))
		must(err)
		sender, err := types.Sender(types.LatestSignerForChainID(id), signed)
		must(err)
		if sender != from || types.LatestSignerForChainID(id).Hash(signed) != types.LatestSignerForChainID(id).Hash(types.NewTx(tx)) {
			must(fmt.Errorf("another transaction came back than was asked for"))
		}
		a.Transactions = append(a.Transactions, signed.Hash())
	}
	_, err = batcher.SignTransaction(ctx, id, from, types.NewTx(&types.DynamicFeeTx{ChainID: id, GasTipCap: big.NewInt(1), GasFeeCap: big.NewInt(2), Gas: 21000, To: &to, Value: big.NewInt(1_000_000)}))
	a.WrongValue = fmt.Sprint(err)

	must(json.NewEncoder(os.Stdout).Encode(a))
}

// The bytes of op-node/p2p/gossip.go, SignAndPublishL2Payload.
func payloadHash(ctx context.Context, engine *rpc.Client, block [2]string) common.Hash {
	var envelope eth.ExecutionPayloadEnvelope
	must(engine.CallContext(ctx, &envelope, block[0], block[1]))
	var buffer bytes.Buffer
	var err error
	if envelope.ParentBeaconBlockRoot != nil {
		_, err = envelope.MarshalSSZ(&buffer)
	} else {
		_, err = envelope.ExecutionPayload.MarshalSSZ(&buffer)
	}
	must(err)
	return opsigner.PayloadHash(buffer.Bytes())
}
