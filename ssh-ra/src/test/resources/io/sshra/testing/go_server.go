// An SSH server for tests, of golang.org/x/crypto/ssh: commands and shells of this machine, SFTP by a program, local
// forwarding. Its keys lie beside it.
package main

import (
	"encoding/binary"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"

	"golang.org/x/crypto/ssh"
)

// What serves SFTP.
const sftpServer = "/usr/lib/openssh/sftp-server"

// Its arguments.
var host, port, user, password, home string

var folder string

func authorized() map[string]bool {
	keys := map[string]bool{}
	rest, err := os.ReadFile(folder + "/authorized_keys")
	if err != nil {
		log.Fatal(err)
	}
	for len(rest) > 0 {
		key, _, options, more, err := ssh.ParseAuthorizedKey(rest)
		if err != nil {
			log.Fatal(err)
		}
		if len(options) == 0 {
			keys[string(key.Marshal())] = true
		}
		rest = more
	}
	return keys
}

func main() {
	host, port, user, password, home = os.Args[1], os.Args[2], os.Args[3], os.Args[4], os.Args[5]
	folder = filepath.Dir(os.Args[0])
	keys := authorized()
	config := &ssh.ServerConfig{
		PasswordCallback: func(c ssh.ConnMetadata, given []byte) (*ssh.Permissions, error) {
			if c.User() == user && string(given) == password {
				return nil, nil
			}
			return nil, fmt.Errorf("refused")
		},
		KeyboardInteractiveCallback: func(c ssh.ConnMetadata, ask ssh.KeyboardInteractiveChallenge) (*ssh.Permissions, error) {
			answers, err := ask("", "", []string{"Password: "}, []bool{false})
			if err == nil && c.User() == user && len(answers) == 1 && answers[0] == password {
				return nil, nil
			}
			return nil, fmt.Errorf("refused")
		},
		PublicKeyCallback: func(c ssh.ConnMetadata, key ssh.PublicKey) (*ssh.Permissions, error) {
			if c.User() == user && keys[string(key.Marshal())] {
				return nil, nil
			}
			return nil, fmt.Errorf("refused")
		},
	}
	text, err := os.ReadFile(folder + "/host_key")
	if err != nil {
		log.Fatal(err)
	}
	hostKey, err := ssh.ParsePrivateKey(text)
	if err != nil {
		log.Fatal(err)
	}
	config.AddHostKey(hostKey)
	listener, err := net.Listen("tcp", net.JoinHostPort(host, port))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("listening on port", port)
	for {
		socket, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go serve(socket, config)
	}
}

func serve(socket net.Conn, config *ssh.ServerConfig) {
	_, channels, requests, err := ssh.NewServerConn(socket, config)
	if err != nil {
		return
	}
	go ssh.DiscardRequests(requests)
	for channel := range channels {
		switch channel.ChannelType() {
		case "session":
			go session(channel)
		case "direct-tcpip":
			go direct(channel)
		default:
			channel.Reject(ssh.UnknownChannelType, "not here")
		}
	}
}

func direct(asked ssh.NewChannel) {
	var to struct {
		Host     string
		Port     uint32
		From     string
		FromPort uint32
	}
	if ssh.Unmarshal(asked.ExtraData(), &to) != nil {
		asked.Reject(ssh.ConnectionFailed, "malformed")
		return
	}
	socket, err := net.Dial("tcp", net.JoinHostPort(to.Host, strconv.Itoa(int(to.Port))))
	if err != nil {
		asked.Reject(ssh.ConnectionFailed, err.Error())
		return
	}
	channel, requests, err := asked.Accept()
	if err != nil {
		socket.Close()
		return
	}
	go ssh.DiscardRequests(requests)
	go func() {
		io.Copy(socket, channel)
		socket.(*net.TCPConn).CloseWrite()
	}()
	io.Copy(channel, socket)
	channel.Close()
	socket.Close()
}

func session(asked ssh.NewChannel) {
	channel, requests, err := asked.Accept()
	if err != nil {
		return
	}
	environment := []string{"PATH=/usr/bin:/bin", "HOME=" + home}
	var command *exec.Cmd
	for request := range requests {
		ok := false
		switch request.Type {
		case "env":
			var variable struct{ Name, Value string }
			if ssh.Unmarshal(request.Payload, &variable) == nil {
				environment = append(environment, variable.Name+"="+variable.Value)
				ok = true
			}
		case "exec", "shell", "subsystem":
			if command == nil {
				command = program(request, environment)
				ok = command != nil && start(command, channel) == nil
			}
		case "signal":
			if command != nil && command.Process != nil {
				var signal struct{ Name string }
				ssh.Unmarshal(request.Payload, &signal)
				if number, known := signals[signal.Name]; known {
					syscall.Kill(-command.Process.Pid, number)
				}
			}
		}
		if request.WantReply {
			request.Reply(ok, nil)
		}
	}
	if command != nil && command.Process != nil {
		syscall.Kill(-command.Process.Pid, syscall.SIGKILL)
	}
}

var signals = map[string]syscall.Signal{"TERM": syscall.SIGTERM, "KILL": syscall.SIGKILL, "INT": syscall.SIGINT, "HUP": syscall.SIGHUP}

func program(request *ssh.Request, environment []string) *exec.Cmd {
	var text struct{ Value string }
	if request.Type != "shell" && ssh.Unmarshal(request.Payload, &text) != nil {
		return nil
	}
	var command *exec.Cmd
	switch {
	case request.Type == "exec":
		command = exec.Command("/bin/sh", "-c", text.Value)
	case request.Type == "shell":
		command = exec.Command("/bin/sh")
	case text.Value == "sftp":
		command = exec.Command(sftpServer)
	default:
		return nil
	}
	command.Dir = home
	command.Env = environment
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return command
}

func start(command *exec.Cmd, channel ssh.Channel) error {
	input, err := command.StdinPipe()
	if err != nil {
		return err
	}
	output, err := command.StdoutPipe()
	if err != nil {
		return err
	}
	errors, err := command.StderrPipe()
	if err != nil {
		return err
	}
	if err := command.Start(); err != nil {
		return err
	}
	go func() {
		io.Copy(input, channel)
		input.Close()
	}()
	go func() {
		var both sync.WaitGroup
		both.Add(2)
		go func() {
			io.Copy(channel, output)
			both.Done()
		}()
		go func() {
			io.Copy(channel.Stderr(), errors)
			both.Done()
		}()
		both.Wait()
		command.Wait()
		channel.CloseWrite()
		end(command.ProcessState.Sys().(syscall.WaitStatus), channel)
		channel.Close()
	}()
	return nil
}

func end(status syscall.WaitStatus, channel ssh.Channel) {
	if !status.Signaled() {
		code := make([]byte, 4)
		binary.BigEndian.PutUint32(code, uint32(status.ExitStatus()))
		channel.SendRequest("exit-status", false, code)
		return
	}
	for name, number := range signals {
		if number == status.Signal() {
			channel.SendRequest("exit-signal", false, ssh.Marshal(struct {
				Signal     string
				Core       bool
				Text, Lang string
			}{name, false, "", ""}))
		}
	}
}
