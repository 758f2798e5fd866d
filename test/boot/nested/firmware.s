# The smallest guest that can tell what it was given: firmware that prints the PCI functions of bus 0 on the first serial
# port, a line "pci DEVFN VENDOR:DEVICE" each. It also reads the MAC address of each 82574L (QEMU's e1000e) from the card
# itself, through the window in its I/O space (82574 datasheet, 10.2.1.2), so that more than a copied header is proven.
# A virtual function of the 82576 (QEMU's igb) has none that it could read: it asks the driver of the physical function,
# which the host keeps, as igbvf does (drivers/net/ethernet/intel/igbvf, e1000_reset_hw_vf and mbx.c). It ends the machine through isa-debug-exit at 0xf4.
	.code16
	.intel_syntax noprefix
	.equ line_status, 0x3fd
	.equ window, 0xc000
	.equ registers, 0xe0000000
	.equ mailbox, registers + 0xc40
	.equ message, registers + 0x800
	.text
start:
	cli
	xor ax, ax
	mov ss, ax
	mov sp, 0x7000
	mov ebx, 0x80000000
function:
	mov eax, ebx
	call read_configuration
	cmp ax, 0xffff
	je next
	mov esi, eax
	mov edi, offset pci
	call print
	mov al, bh
	call print_byte
	mov al, ' '
	call print_character
	mov ax, si
	call print_word
	mov al, ':'
	call print_character
	mov eax, esi
	shr eax, 16
	call print_word
	call end_line
	cmp esi, 0x10d38086
	jne not_card
	call card
not_card:
	cmp esi, 0x10ca8086
	jne next
	call virtual_function
next:
	add ebx, 0x100
	cmp ebx, 0x80010000
	jne function
	mov edi, offset done
	call print
	call end_line
	mov al, 0x10
	out 0xf4, al
halt:
	hlt
	jmp halt

# Base address register 2 is the I/O window; bit 0 of the command register opens it.
card:
	lea eax, [ebx + 0x18]
	mov ecx, window
	call write_configuration
	lea eax, [ebx + 0x04]
	mov ecx, 1
	call write_configuration
	mov edi, offset mac
	call print
	mov eax, 0x5400
	call read_register
	mov ecx, eax
	call print_two
	shr ecx, 16
	call print_two
	mov eax, 0x5404
	call read_register
	mov ecx, eax
	call print_two
	jmp end_line

# Base address register 0 is the memory with the registers. The buffer is taken (VFU) for the message, a reset, and given
# back with the request (REQ); the answer (PFSTS) is the message with "acknowledged" or "not acknowledged" (bits 31, 30),
# and the address. The card's driver also writes to all its functions when the link changes (igb_ping_all_vfs): such a
# message is no answer, and may have replaced the request.
virtual_function:
	call reach_all_memory
	lea eax, [ebx + 0x10]
	mov ecx, registers
	call write_configuration
	lea eax, [ebx + 0x04]
	mov ecx, 2
	call write_configuration
	mov esi, mailbox
	mov edi, message
request:
	mov dword ptr fs:[esi], 4
	mov eax, fs:[esi]
	test al, 4
	jz request
	mov dword ptr fs:[edi], 1
	mov dword ptr fs:[esi], 1
unanswered:
	mov eax, fs:[esi]
	test al, 0x10
	jz unanswered
	test dword ptr fs:[edi], 0xc0000000
	jz request
	mov esi, edi
	mov edi, offset answer
	call print
	mov ecx, fs:[esi]
	call print_long
	call end_line
	mov edi, offset mac
	call print
	mov ecx, fs:[esi + 4]
	call print_two
	shr ecx, 16
	call print_two
	mov ecx, fs:[esi + 8]
	call print_two
	jmp end_line

# A segment that was loaded in protected mode keeps its size in real mode.
reach_all_memory:
	lgdt cs:[descriptors]
	mov eax, cr0
	or al, 1
	mov cr0, eax
	mov dx, 8
	mov fs, dx
	and al, 0xfe
	mov cr0, eax
	ret

read_register:
	mov dx, window
	out dx, eax
	mov dx, window + 4
	in eax, dx
	ret

read_configuration:
	mov dx, 0xcf8
	out dx, eax
	mov dx, 0xcfc
	in eax, dx
	ret

write_configuration:
	mov dx, 0xcf8
	out dx, eax
	mov dx, 0xcfc
	mov eax, ecx
	out dx, eax
	ret

print:
	mov al, cs:[di]
	test al, al
	jz return
	call print_character
	inc di
	jmp print

# The two lowest bytes of ecx, in the order in which they lie in memory.
print_two:
	mov al, cl
	call print_byte
	mov al, ch
	jmp print_byte

print_long:
	mov eax, ecx
	shr eax, 16
	call print_word
	mov ax, cx
print_word:
	push ax
	mov al, ah
	call print_byte
	pop ax
print_byte:
	push ax
	shr al, 4
	call print_digit
	pop ax
print_digit:
	and al, 15
	add al, '0'
	cmp al, '9'
	jbe print_character
	add al, 'a' - '9' - 1
	jmp print_character

end_line:
	mov al, 10
print_character:
	push ax
	mov dx, line_status
wait:
	in al, dx
	test al, 0x20
	jz wait
	pop ax
	mov dx, 0x3f8
	out dx, al
return:
	ret

pci:	.asciz "pci "
mac:	.asciz "mac "
answer:	.asciz "answer "
done:	.asciz "end"

	.balign 8
segments:	.quad 0, 0x00cf92000000ffff
descriptors:
	.word 15
	.long 0xf0000 + segments

# Where a processor starts.
	.org 0xfff0
	jmp start
	.org 0x10000
