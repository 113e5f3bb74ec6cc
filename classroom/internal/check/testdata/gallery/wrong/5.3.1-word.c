// check: 5.3.1
// want: wrong-output
#include <stdio.h>
#include <string.h>

int main(void)
{
	char data[100] = "";

	while (strcmp(data, "end") != 0) {
		if (scanf("%99s", data) != 1)
			break;
		printf("%s\n", data);
		fflush(stdout);
	}
	return 0;
}
