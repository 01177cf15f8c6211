/*
 * Run by the build on the table of the program: says what is wrong with it.
 */
#include "api_table_check.h"

int main(void)
{
	return api_table_check(api_areas, stderr) == 0 ? 0 : 1;
}
